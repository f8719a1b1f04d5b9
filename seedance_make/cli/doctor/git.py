"""`doctor` on git: whether it keeps the lock file, merges it line by line, and leaves the outputs out."""

from collections.abc import Iterator

from seedance_make.cli.doctor.machine import Finding, good, remark
from seedance_make.cli.project.open import Project
from seedance_make.cli.wiring import LOCK_FILE
from seedance_make.load.git import FolderGit


def git_findings(project: Project) -> Iterator[Finding]:
    """A line for each thing that git does not know yet."""
    git = FolderGit(project.folder)
    if git("rev-parse", "--is-inside-work-tree").text != "true":
        yield remark("git", "no repository here", "the storyboard and storyboard.lock belong into one")
        return
    flaws = []
    if not (git("check-attr", "merge", "--", LOCK_FILE).text or "").endswith(": union"):
        flaws.append(
            ("storyboard.lock is not merged by lines", "add `storyboard.lock merge=union` to .gitattributes")
        )
    if git("check-ignore", "--", LOCK_FILE).text:
        flaws.append(("storyboard.lock is ignored: others would buy again", "take it out of .gitignore"))
    if not git("check-ignore", "--", f"{project.output}/x.mp4").text:
        flaws.append((f"{project.output}/ is not ignored", f"add `/{project.output}/` to .gitignore"))
    for text, way_out in flaws:
        yield remark("git", text, way_out)
    if not flaws:
        yield good("git", "keeps storyboard.lock, ignores the outputs")

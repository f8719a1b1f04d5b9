"""What a storyboard means: layers, names, cast, style, continuity and takes end here.

`resolve` asks nothing of the world and stops at nothing: it finds every problem there is, also in a manifest whose
single values are wrong already. Those are the schema's to report; here they are passed over. The shots that it gives
are to be trusted only where no problem is an error.
"""

from collections.abc import Iterable

from seedance_make.core.errors import UsageError
from seedance_make.core.storyboard.cast import left_out, members_of, names_in
from seedance_make.core.storyboard.draft import Draft, ResolveContext, draft_of, texts_of
from seedance_make.core.storyboard.fields import SHOT_FIELDS, Mode, Setting, mode_of
from seedance_make.core.storyboard.groups import groups_of, idle_groups, layers_by_shot
from seedance_make.core.storyboard.layers import (
    BY_DEFAULT,
    Layer,
    ReportProblem,
    Value,
    layer,
    merge,
    origin_of,
    profile_layer,
)
from seedance_make.core.storyboard.media.read import MediaReader
from seedance_make.core.storyboard.model import Manifest, Origin, ResolvedShot, Storyboard
from seedance_make.core.storyboard.names import check_names
from seedance_make.core.storyboard.rules.check import check_shot
from seedance_make.core.storyboard.rules.continuity import check_continuity
from seedance_make.core.storyboard.rules.lint import lint, unsilenced
from seedance_make.core.storyboard.rules.model_limits import model_limits
from seedance_make.core.storyboard.takes import takes_of
from seedance_make.core.storyboard.templates.expand import Texts
from seedance_make.core.storyboard.templates.syntax import TemplateReader
from seedance_make.core.storyboard.templates.vocabulary import vocabulary_of
from seedance_make.core.text.diagnostic import Problem, in_order
from seedance_make.core.text.source import SourceText
from seedance_make.core.text.suggest import Guide, did_you_mean

MOST_PROBLEMS = 5000
"""Nobody reads more, and a file of garbage must not fill the memory with complaints."""


def resolve_storyboard(
    manifest: Manifest, profile: str | None = None, *, loopback: bool = False
) -> Storyboard:
    """Work out every shot, in storyboard order, and find every problem, in the order of the files.

    `loopback` lets media URLs name this machine, for an API that runs here too. Raises UsageError for an unknown
    profile, and nothing else.
    """
    problems: list[Problem] = []

    def report(problem: Problem) -> None:
        if len(problems) < MOST_PROBLEMS:
            problems.append(problem)

    context = _context(manifest, profile, loopback=loopback, report=report)
    problems += check_names(manifest.shots)
    drafts = {name: draft_of(context, shot) for name, shot in manifest.shots.items()}
    for draft in drafts.values():
        problems += check_shot(draft)
        problems += model_limits(draft, manifest.models)
    output, origin = _output(manifest, profile)
    shots = tuple(_finished(draft, context, origin) for draft in drafts.values())
    problems += check_continuity(
        drafts, {s.name: s.enabled for s in shots}, {s.name: s.duration for s in shots}
    )
    problems += lint(drafts, shots, manifest, context.members, loopback=loopback)
    return Storyboard(
        manifest=manifest,
        profile=profile,
        output=output,
        shots=shots,
        problems=_once_each(problems, manifest.lint_ignore),
    )


def _context(
    manifest: Manifest, profile: str | None, *, loopback: bool, report: ReportProblem
) -> ResolveContext:
    """What all shots share. What every shot overrides, or nobody uses, is looked at too."""
    shots = Guide(known=manifest.shots, none="there is no other shot")
    entries = MediaReader(report=report, main=manifest.file, shots=shots, loopback=loopback)
    texts = Texts(
        vocabulary=vocabulary_of(manifest),
        reader=TemplateReader(source=SourceText(sources=manifest.sources)),
        report=report,
    )
    texts.prepare()
    defaults = layer(manifest.defaults, "defaults", report)
    groups = groups_of(manifest, report)
    context = ResolveContext(
        manifest=manifest,
        below=(_top(manifest), defaults),
        groups=layers_by_shot(groups),
        above=_chosen(manifest, profile),
        entries=entries,
        styles=Guide(known=manifest.styles, none="this storyboard has no `styles` yet"),
        cast=Guide(known=manifest.cast, none="this storyboard has no `cast` yet"),
        members=members_of(manifest.cast, entries, report),
        texts=texts,
        report=report,
    )
    for shared in (defaults, *(group.fields for group in groups)):
        entries.all_of(shared)
        texts_of(context, shared, names_in(shared.get("style"), "style", context.styles, report))
        names_in(shared.get("cast"), "cast", context.cast, report)
    for problem in idle_groups(groups, manifest.shots):
        report(problem)
    for name, fields in manifest.profiles.items():
        takes_of(merge([profile_layer(fields, name)]), report)
    return context


def _finished(draft: Draft, context: ResolveContext, output: Origin) -> ResolvedShot:
    """The shot with nothing optional left. `output` is where the output tree's folder comes from.

    A value of a wrong type, which the schema reports, counts as not set.
    """
    takes = takes_of(draft.fields, context.report)
    is_led_by_frame = mode_of(draft.media) is Mode.I2V
    return ResolvedShot(
        name=draft.name,
        place=draft.place,
        enabled=bool(_scalar(draft, "enabled", default=True)),
        takes=takes.numbers,
        chosen=takes.chosen,
        choice=takes.choice,
        tags=_texts(draft.fields.get("tags")),
        note=_text(draft.fields.get("note")),
        pin=(_text(draft.fields.get("pin")) or "").lower() or None,
        model=draft.model,
        mode=mode_of(draft.media),
        prompt=draft.prompt,
        media={field: media for field, media in draft.media.items() if media},
        scalars={
            name: _scalar(draft, name, default) if name in draft.fields else default
            for name, default in draft.model.defaults.items()
        },
        origins={**draft.origins, "output": output},
        style_text=draft.style_text,
        styles=draft.styles,
        cast=draft.cast,
        remarks=left_out(context.members[name] for name in draft.cast) if is_led_by_frame else (),
    )


def _scalar(draft: Draft, name: str, default: Setting) -> Setting:
    value = draft.fields.get(name)
    written = value.node.value if value else None
    return written if isinstance(written, str | int) and SHOT_FIELDS[name].reads(written) else default


def _text(value: Value | None) -> str | None:
    written = value.node.value if value else None
    return written.strip() if isinstance(written, str) else None


def _texts(value: Value | None) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value.node.value, str):
        return (value.node.value,)
    return tuple(node.value for node in value.node.items if isinstance(node.value, str))


def _top(manifest: Manifest) -> Layer:
    """The manifest's own `model`, where it is written."""
    node = manifest.root.mapping.get("model") if manifest.root else None
    return {"model": Value(node=node, path="model", origin=origin_of(node), name="model")} if node else {}


def _chosen(manifest: Manifest, profile: str | None) -> Layer:
    if profile is None:
        return {}
    if profile not in manifest.profiles:
        raise UsageError(
            f"no profile is named `{profile}`",
            help=did_you_mean(profile, manifest.profiles, none=f"{manifest.file} has no `profiles`"),
        )
    return profile_layer(manifest.profiles[profile], profile)


def _output(manifest: Manifest, profile: str | None) -> tuple[str, Origin]:
    """The output tree's folder and its origin: a profile has its own folder, named after it unless it says otherwise."""
    if profile is not None:
        own = manifest.profiles[profile].get("output")
        named = own.value if own and isinstance(own.value, str) else f"{manifest.output}-{profile}"
        return named, Origin(name=f"profile {profile}")
    written = manifest.root.mapping.get("output") if manifest.root else None
    return manifest.output, origin_of(written) if written and written.value is not None else BY_DEFAULT


def _once_each(problems: Iterable[Problem], ignored: frozenset[str]) -> tuple[Problem, ...]:
    """In the order of the files, each once however many shots inherit it, without the warnings that are silenced."""
    first: dict[object, Problem] = {}
    for problem in unsilenced(problems, ignored):
        first.setdefault((problem.place, problem.name, problem.message), problem)
    return in_order(first.values())

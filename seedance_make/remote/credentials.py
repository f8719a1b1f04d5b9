"""Where an object store's credentials come from: the environment first, then what each cloud keeps on this machine.

For Amazon's the extra `aws` brings boto3, which knows profiles, SSO and roles as Amazon's own tools do; without it
only the environment and the machine's own role are looked at. Nothing here is ever shown but the name of a source.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from seedance_make.core.errors import MissingExtraError, UsageError
from seedance_make.core.text.redact import plain

_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "s3": ("AWS_ACCESS_KEY_ID",),
    "gs": ("GOOGLE_SERVICE_ACCOUNT", "GOOGLE_SERVICE_ACCOUNT_KEY", "GOOGLE_APPLICATION_CREDENTIALS"),
    "az": (
        "AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_SAS_TOKEN", "AZURE_STORAGE_TOKEN", "AZURE_CLIENT_SECRET",
        "AZURE_FEDERATED_TOKEN_FILE",
    ),
    "file": (),
}  # fmt: skip
"""What obstore itself reads in the environment."""

_METHODS = {
    "env": "the environment", "assume-role": "a role", "assume-role-with-web-identity": "a web identity",
    "sso": "SSO", "shared-credentials-file": "a profile", "config-file": "a profile", "login": "aws login",
    "custom-process": "a credential process", "iam-role": "this machine's role",
    "container-role": "this container's role",
}  # fmt: skip

_BELIEVED = timedelta(minutes=5)
"""How long obstore keeps what boto3 gave it. boto3 gives nothing that ends within 10 minutes: it gets new ones first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """`options`: what obstore is opened with, so that it finds them."""

    source: str  # for people
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)


def find_credentials(url: str, environ: Mapping[str, str] = os.environ) -> Credentials:
    """Whose credentials are used for an address. Blocking: boto3 may read files, or ask the machine it runs on.

    Raises UsageError for a configuration of Amazon's that gives none, and for an AWS_PROFILE without boto3.
    """
    scheme = url.partition(":")[0]
    given = next((name for name in _VARIABLES.get(scheme, ()) if environ.get(name)), None)
    if given is not None:
        return Credentials(source=f"the environment ({given})")
    match scheme:
        case "s3":
            return _of_amazon(environ) or Credentials(source="this machine's role")
        case "gs":
            login = Path("~/.config/gcloud/application_default_credentials.json").expanduser()
            return Credentials(source="gcloud's login" if login.exists() else "this machine's own identity")
        case "az":
            return _of_azure(environ)
        case _:
            return Credentials(source="the folder's own permissions")


def _of_azure(environ: Mapping[str, str]) -> Credentials:
    """Who has logged in with Azure's command line is asked through it; a machine in its cloud has an identity."""
    folder = Path(environ.get("AZURE_CONFIG_DIR") or "~/.azure").expanduser()
    if (folder / "azureProfile.json").exists() and shutil.which("az", path=environ.get("PATH")):
        return Credentials(source="az login", options={"use_azure_cli": True})
    return Credentials(source="this machine's own identity")


def _of_amazon(environ: Mapping[str, str]) -> Credentials | None:
    """What boto3 finds; None where it finds nothing, or is not there. Raises UsageError."""
    profile = environ.get("AWS_PROFILE")
    try:
        import boto3  # noqa: PLC0415 - an extra, and slow to load
        from obstore.auth.boto3 import Boto3CredentialProvider  # noqa: PLC0415
    except ImportError:
        if profile:
            raise MissingExtraError("AWS_PROFILE", "aws") from None
        return None
    region = environ.get("AWS_REGION")  # boto3 itself reads AWS_DEFAULT_REGION alone
    try:
        session = boto3.Session(region_name=region or None)
        if session.get_credentials() is None:
            return None
        provider = Boto3CredentialProvider(session, ttl=_BELIEVED)
        provider()  # a login that is over shows now
    except Exception as error:  # noqa: BLE001 - boto3 raises many types
        where = f"AWS_PROFILE={profile}" if profile else "your AWS configuration"
        login = (
            f"aws sso login --profile {profile}" if profile else "aws sso login, or look into ~/.aws/config"
        )
        raise UsageError(f"{where}: {plain(str(error), 300)}", help=login) from None
    method = provider.credentials.method or ""
    source = f"{_METHODS.get(method, method)} of your AWS configuration"
    options = {"credential_provider": provider}
    if session.region_name and not region:
        options["region"] = session.region_name
    return Credentials(source=f"{source} (AWS_PROFILE={profile})" if profile else source, options=options)

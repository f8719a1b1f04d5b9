"""Where an object store's credentials come from: the environment first, then what each cloud keeps on this machine.

For Amazon's the extra `aws` brings boto3, which knows profiles, SSO and roles as Amazon's own tools do; without it
only the environment and the machine's own role are looked at. Nothing here is ever shown but the name of a source.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seedance_make.core.errors import UsageError
from seedance_make.core.text.redact import plain

_PLAIN: Mapping[str, tuple[tuple[str, ...], str]] = {
    "gs": (
        ("GOOGLE_SERVICE_ACCOUNT", "GOOGLE_SERVICE_ACCOUNT_KEY", "GOOGLE_APPLICATION_CREDENTIALS"),
        "gcloud's default credentials, or this machine's own",
    ),
    "az": (
        (
            "AZURE_STORAGE_ACCOUNT_KEY",
            "AZURE_STORAGE_SAS_TOKEN",
            "AZURE_CLIENT_SECRET",
            "AZURE_FEDERATED_TOKEN_FILE",
        ),
        "this machine's own identity",
    ),
    "file": ((), "the folder's own permissions"),
}
_AWS = ("AWS_ACCESS_KEY_ID",)
_METHODS = {
    "env": "the environment", "assume-role": "a role", "assume-role-with-web-identity": "a web identity",
    "sso": "SSO", "shared-credentials-file": "a profile", "config-file": "a profile", "login": "aws login",
    "custom-process": "a credential process", "iam-role": "this machine's role",
    "container-role": "this container's role",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """`provider`: what obstore asks for them, None where it looks by itself. `region`: where boto3 knows one."""

    source: str  # for people
    provider: Any = None
    region: str | None = None


def find_credentials(url: str, environ: Mapping[str, str] = os.environ) -> Credentials:
    """Whose credentials are used for an address. Blocking: boto3 may read files, or ask the machine it runs on.

    Raises UsageError for an AWS_PROFILE that cannot be had.
    """
    scheme = url.partition(":")[0]
    names, otherwise = _PLAIN.get(scheme, (_AWS, "this machine's role"))
    given = next((name for name in names if environ.get(name)), None)
    if given is not None:
        return Credentials(source=f"the environment ({given})")
    credentials = None if scheme in _PLAIN else _by_boto3(environ.get("AWS_PROFILE"))
    return credentials or Credentials(source=otherwise)


def _by_boto3(profile: str | None) -> Credentials | None:
    """What boto3 finds; None where it finds nothing, or is not there. Raises UsageError where a profile is asked for."""
    try:
        import boto3  # noqa: PLC0415 - an extra, and slow to load
        from obstore.auth.boto3 import Boto3CredentialProvider  # noqa: PLC0415
    except ImportError:
        if profile:
            raise UsageError(
                "AWS_PROFILE needs the extra `aws`", help="pip install 'seedance-make[aws]' (it brings boto3)"
            ) from None
        return None
    try:
        session = boto3.Session()
        provider = Boto3CredentialProvider(session)
        provider()  # a login that is over shows now
    except Exception as error:  # noqa: BLE001 - boto3 raises many types
        if profile:
            raise UsageError(
                f"AWS_PROFILE={profile}: {plain(str(error), 300)}", help=f"aws sso login --profile {profile}"
            ) from None
        return None
    method = provider.credentials.method or ""
    source = f"{_METHODS.get(method, method)} of your AWS configuration"
    return Credentials(
        source=f"{source} (AWS_PROFILE={profile})" if profile else source,
        provider=provider,
        region=session.region_name,
    )

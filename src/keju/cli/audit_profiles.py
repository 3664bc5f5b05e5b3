"""List the profiles of the audit: what each expects, its thresholds, where they come from.

keju audit profiles
keju audit profiles gbt45654          one profile: risks, sources, and what was not checked
keju audit profiles mine.toml --json  check a profile of your own, and list it
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from keju.cli.running import DONE, command_parser, print_json
from keju.core.assessed import Profile

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Print the list, or one profile."""
    parser = command_parser("audit profiles", __doc__)
    parser.add_argument("name", nargs="?", metavar="PROFILE", help="a name, or FILE.toml")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    options = parser.parse_args(arguments)
    from keju.audit.profiles import read_profile, shipped_profiles

    found = shipped_profiles() if options.name is None else (read_profile(options.name),)
    if options.json:
        documents = [asdict(each) for each in found]
        print_json(documents if options.name is None else documents[0])
        return DONE
    from keju.report.tables import screen

    for each in found:
        screen("\n".join([*_summary(each), *(_details(each) if options.name else ()), ""]))
    return DONE


def _summary(profile: Profile) -> list[str]:
    lines = [f"{profile.name}: {profile.title}", f"  {profile.about}"]
    for each in profile.expectations:
        bank = f"; your bank of at least {each.bank_size:,}" if each.bank_size else ""
        lines.append(
            f"  {each.name}: {each.behaviour.value} {each.words},"
            f" judged on at least {each.sample:,}{bank}"
        )
    return lines


def _details(profile: Profile) -> list[str]:
    lines = []
    for code, name in profile.groups.items():
        lines.append(f"  {code} {name}")
        own = (risk for risk in profile.risks if risk[:-1] == code)
        lines.extend(f"    {risk} {profile.risks[risk]}" for risk in own)
    lines += ["  Sources:", *(f"    {each}" for each in profile.sources)]
    if profile.unchecked:
        lines += ["  Not checked:", *(f"    {each}" for each in profile.unchecked)]
    return lines

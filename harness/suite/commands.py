"""Command lines that show a scenario again. They mint the token when they run, and never hold a secret."""

import shlex

from harness.verdict.context import Context

SERVED = "http://127.0.0.1:8641"
"""Where ``tokenassay serve`` stands by default; the embedded store itself is gone when its run is over."""


def replay_line(scenario: str, context: Context) -> str:
    """Return the command that runs one scenario again."""
    target = f" {shlex.quote(context.file)}" if context.file else ""
    switches = "".join(
        [
            f" --profile {shlex.quote(context.profile_name)}" if context.profile_name != "observed" else "",
            f" --seed {context.seed}" if context.seed else "",
            " --strict" if context.strict else "",
        ]
    )
    return f"tokenassay replay {shlex.quote(scenario)}{target}{switches}"


def curl_line(deviation: str, context: Context) -> str:
    """Return the command that presents one deviating token by hand; a flow of several steps has none."""
    if not deviation:
        return ""
    fault = f" --fault {shlex.quote(deviation)}"
    target = f" --target {shlex.quote(context.file)}" if context.file else ""
    url = context.target.url if context.file else SERVED
    return f'curl -si "{url}/login/token/$(tokenassay mint login --as path{fault}{target})"'

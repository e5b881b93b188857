# Sourced by ./sockeye and ./test: finds dotnet and its SDK, or ends with 69 and one sentence that says what to install.

get_sdk='get the .NET 10 SDK from https://dotnet.microsoft.com/download/dotnet/10.0'

# Sets $dotnet. The places beside PATH are where Microsoft's install script puts it; what is started from here finds it too.
find_dotnet() {
    local place
    dotnet=dotnet
    type -P dotnet >/dev/null && return
    for place in "${DOTNET_ROOT:-/nowhere}" "${HOME:-/nowhere}/.dotnet"; do
        dotnet=$place/dotnet
        [[ -x $dotnet ]] || continue
        dotnet=$(readlink -f -- "$dotnet")
        export DOTNET_ROOT=${dotnet%/*} PATH=${dotnet%/*}:$PATH
        return
    done
    echo "${0##*/}: Sockeye needs .NET, and there is no dotnet on this machine: $get_sdk" >&2
    exit 69
}

# $1: the directory whose global.json decides.
demand_sdk() {
    local found
    found=$(cd "$1" && "$dotnet" --version 2>/dev/null </dev/null)
    [[ $found == 10.* ]] && return
    found=$("$dotnet" --list-sdks 2>/dev/null </dev/null | cut -d' ' -f1 | paste -sd' ')
    echo "${0##*/}: Sockeye needs the .NET 10 SDK, and this machine has ${found:-none}: $get_sdk" >&2
    exit 69
}

# For the shell that builds: no servers and no waiting nodes stay behind, and no banners.
leave_nothing_behind() {
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
    export DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
}

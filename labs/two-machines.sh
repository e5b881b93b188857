#!/usr/bin/env bash
# Two network namespaces joined by a wire: as good as two machines, on one. Needs root and iproute2.
#
#   labs/two-machines.sh up                    makes "left" with 10.77.0.1 and "right" with 10.77.0.2
#   labs/two-machines.sh run left COMMAND...   runs a command on one of them
#   labs/two-machines.sh down                  takes all of it away
#
# PREFIX in the environment is put before both names, so that several can do this side by side.

set -e
left=${PREFIX-}left
right=${PREFIX-}right

usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

case ${1-} in
    up)
        ip netns add "$left"
        trap 'ip netns delete "$left"' ERR         # half of it would only be in the way of the next try
        ip netns add "$right"
        trap 'ip netns delete "$left"; ip netns delete "$right"' ERR
        ip link add to-right netns "$left" type veth peer name to-left netns "$right"
        ip -n "$left" address add 10.77.0.1/24 dev to-right
        ip -n "$right" address add 10.77.0.2/24 dev to-left
        ip -n "$left" link set lo up
        ip -n "$right" link set lo up
        ip -n "$left" link set to-right up
        ip -n "$right" link set to-left up
        ;;
    run)
        [[ ${2-} == left || ${2-} == right ]] && (($# > 2)) || { usage >&2; exit 2; }
        exec ip netns exec "${PREFIX-}$2" "${@:3}"
        ;;
    down)
        ip netns delete "$left"
        ip netns delete "$right"
        ;;
    -h|--help) usage ;;
    *) usage >&2; exit 2 ;;
esac

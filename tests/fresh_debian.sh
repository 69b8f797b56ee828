#!/usr/bin/env bash
# `make grade`, then `make test`, as the first commands on a fresh Debian, which is built in a folder and removed again.
#
#     tests/fresh_debian.sh                     # Debian 13, root in a private home
#     SUITE=bookworm PLACE=user700 tests/fresh_debian.sh make grade
#
# SUITE   trixie (Debian 13, Python 3.13) or bookworm (Debian 12, Python 3.11)
# PLACE   root (in /root, mode 700), opt (root in /opt), user700 or user755 (an ordinary user, a home of that mode)
# WHEELS  a folder with a CPU build of torch, where the network has none: given to pip as find-links
#
# What is committed is tried. Needs root, debootstrap and 10 GB in TMPDIR; the network, proxy and pip index are this
# machine's. Ends with the status of the first command that fails; 77: the tools are not here.
set -euo pipefail
cd "$(dirname "$0")/.."
suite=${SUITE:-trixie} place=${PLACE:-root}

if [ "$(id -u)" != 0 ] || ! command -v debootstrap unshare chroot git >/dev/null; then
    echo "fresh_debian: left out: it needs root, debootstrap, unshare and git" >&2
    exit 77
fi
user=root
case $place in
    root) home=/root mode=700 ;;
    opt) home=/opt mode=755 ;;
    user700 | user755) user=ta home=/home/ta mode=${place#user} ;;
    *) echo "fresh_debian: PLACE is root, opt, user700 or user755" >&2; exit 2 ;;
esac
if [ $# -gt 0 ]; then commands=("$*"); else commands=("make grade" "make test"); fi

debian=$(mktemp -d -t debian.XXXXXX)
trap 'rm -rf --one-file-system "$debian"' EXIT
chmod 755 "$debian"
echo "fresh_debian: $suite, $place, in $debian"
if ! debootstrap --variant=minbase --include=python3,python3-venv,make,git,ca-certificates,bsdextrautils,libseccomp2 "$suite" "$debian" >"$debian.log" 2>&1; then
    tail -n 5 "$debian.log" >&2
    exit 1
fi
rm -f "$debian.log"
cp -L /etc/resolv.conf "$debian/etc/resolv.conf"
cp -L /etc/ssl/certs/ca-certificates.crt "$debian/etc/ssl/certs/ca-certificates.crt" # a proxy of this machine's may need it
[ "$user" = root ] || chroot "$debian" useradd --create-home "$user"
chmod "$mode" "$debian$home"
git clone --quiet --no-hardlinks . "$debian$home/grader"
chroot "$debian" chown -R "$user" "$home/grader"
if [ -n "${WHEELS:-}" ]; then cp -r "$WHEELS" "$debian/wheels" && chmod -R a+rX "$debian/wheels"; fi

passed=()
for name in HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy PIP_INDEX_URL PIP_EXTRA_INDEX_URL; do
    if [ -n "${!name:-}" ]; then passed+=("$name=${!name}"); fi
done
if [ -n "${WHEELS:-}" ]; then passed+=("PIP_FIND_LINKS=/wheels"); fi

for command in "${commands[@]}"; do
    echo "fresh_debian: $command"
    seconds=$SECONDS status=0
    # mounts of its own, which end with it
    unshare --mount --propagation private --pid --fork bash -c '
        mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && mount -t tmpfs -o mode=1777 shm "$1/dev/shm" && shift_to=$1 && shift
        exec chroot "$shift_to" "$@"' inside "$debian" \
        su "$user" -s /bin/bash -c 'cd "$0" && exec env -i "${@:2}" bash -c "$1"' -- "$home/grader" "$command" \
        "HOME=$home" PATH=/usr/bin:/bin:/usr/sbin:/sbin LANG=C.UTF-8 "${passed[@]}" || status=$?
    echo "fresh_debian: $command: status $status after $((SECONDS - seconds)) s"
    [ "$status" = 0 ] || exit "$status"
done

#!/bin/bash
# A laptop to install packages on: this machine's files under a layer that is thrown away, processes and network of its
# own. Runs the shell commands that come on standard input, as root; in it `ana` has a home and systemd's user manager.
#   unshare --mount --pid --net --fork --kill-child src/test/package/machine.sh DIRECTORY
# DIRECTORY is shared with it, under the same name. Needs root.
set -euo pipefail
shared=$1

layer=$(mktemp -d)
mount -t tmpfs layer "$layer"
mkdir "$layer"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" "$layer/root"
root=$layer/root
mkdir -p "$root$shared"
mount --bind "$shared" "$root$shared"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount -t tmpfs run "$root/run"
mount -t tmpfs tmp "$root/tmp" 2>/dev/null || true
mkdir -p "$root$shared"
mount --bind "$shared" "$root$shared"
ip link set lo up

# What systemd asks for before it believes in itself.
mkdir -p "$root/run/systemd/system" "$root/run/user"
for tree in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
  if [ -w "$tree/cgroup.procs" ]; then
    mkdir -p "$tree/gatehouse-test-$$"
    echo $$ >"$tree/gatehouse-test-$$/cgroup.procs" || true
  fi
done

cat >"$root/usr/local/bin/log-in" <<'LOGIN'
#!/bin/bash
# log-in USER: starts the user manager of somebody who logs in, and returns when it is there.
set -euo pipefail
uid=$(id -u "$1")
run=/run/user/$uid
mkdir -p "$run"
chown "$1:" "$run"
chmod 700 "$run"
for tree in /sys/fs/cgroup/gatehouse-test-* /sys/fs/cgroup/*/gatehouse-test-*; do
  if [ -e "$tree/cgroup.procs" ]; then
    mkdir -p "$tree/$1"
    chown -R "$1:" "$tree/$1"
  fi
done
(
  for tree in /sys/fs/cgroup/gatehouse-test-*/$1 /sys/fs/cgroup/*/gatehouse-test-*/$1; do
    [ -e "$tree/cgroup.procs" ] && echo $BASHPID >"$tree/cgroup.procs" || true
  done
  exec setsid runuser -u "$1" -- env -i HOME="$(getent passwd "$1" | cut -d: -f6)" USER="$1" PATH=/usr/bin:/bin LANG=C.UTF-8 \
    XDG_RUNTIME_DIR="$run" SYSTEMD_LOG_TARGET=console /lib/systemd/systemd --user </dev/null >"/var/log/$1.log" 2>&1
) &
for _ in $(seq 100); do
  [ -S "$run/systemd/private" ] && exit
  sleep 0.1
done
cat "/var/log/$1.log" >&2
exit 1
LOGIN
cat >"$root/usr/local/bin/as" <<'AS'
#!/bin/bash
# as USER COMMAND...: in the session of somebody who is logged in.
user=$1
shift
exec runuser -u "$user" -- env -i HOME="$(getent passwd "$user" | cut -d: -f6)" USER="$user" PATH=/usr/bin:/bin LANG=C.UTF-8 \
  XDG_RUNTIME_DIR="/run/user/$(id -u "$user")" "$@"
AS
chmod 755 "$root/usr/local/bin/log-in" "$root/usr/local/bin/as"
chroot "$root" useradd --create-home --uid 7411 --shell /bin/bash ana
exec chroot "$root" env -i HOME=/root PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive bash

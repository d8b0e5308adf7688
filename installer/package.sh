#!/bin/sh
# Makes a Debian package of target/dist with a Java of its own: target/package/gatehouse_VERSION_ARCHITECTURE.deb.
#   installer/package.sh [VERSION]
# Needs a JDK 25 with jlink (GATEHOUSE_JAVA_HOME, or the one that the path or /usr/lib/jvm has), dpkg-deb and fakeroot.
set -eu
cd "$(dirname "$0")/.."
umask 022

for program in dpkg-deb dpkg fakeroot; do
  command -v $program >/dev/null || { echo "$0: $program is missing: apt-get install dpkg fakeroot" >&2; exit 1; }
done
[ -f target/dist/lib/gatehouse.jar ] || { echo "$0: there is no target/dist yet; run first: mvn package" >&2; exit 1; }

jdk=
path_jlink=$(readlink -f "$(command -v jlink || echo /none)")
for home in "${GATEHOUSE_JAVA_HOME:-}" "${JAVA_HOME:-}" "${path_jlink%/bin/jlink}" /usr/lib/jvm/*; do
  if [ -x "$home/bin/jlink" ] && grep -q '^JAVA_VERSION="25' "$home/release" 2>/dev/null; then
    jdk=$home
    break
  fi
done
[ -n "$jdk" ] || { echo "$0: found no JDK 25 with jlink; set GATEHOUSE_JAVA_HOME to one" >&2; exit 1; }

version=${1:-$(sed -n 's:^  <version>\(.*\)</version>.*:\1:p' pom.xml | head -1 | sed 's/-SNAPSHOT/~snapshot/')}
architecture=$(dpkg --print-architecture)
work=target/package
root=$work/root
app=$root/usr/lib/gatehouse
rm -rf "$root"
mkdir -p "$app" "$root/DEBIAN" "$root/usr/bin" "$root/usr/lib/systemd/user" "$root/usr/share/applications" \
  "$root/usr/share/doc/gatehouse" "$root/etc/xdg/autostart" "$root/etc/gatehouse"

cp -r target/dist/bin target/dist/lib target/dist/hooks "$app/"
# What `jdeps --print-module-deps` names, the names and network services that it does not see, and German dates.
"$jdk/bin/jlink" --output "$app/runtime" --strip-debug --no-header-files --no-man-pages --compress zip-6 --include-locales=en,de \
  --add-modules java.base,java.desktop,java.management,java.naming,java.net.http,java.security.jgss,java.sql,jdk.jfr,jdk.localedata,jdk.net,jdk.security.auth,jdk.unsupported
# Classes of the JDK, read as they lie in memory: a daemon that starts without them needs twice as long.
"$app/runtime/bin/java" -Xshare:dump -XX:+UseCompactObjectHeaders -XX:+UseSerialGC >/dev/null
ln -s ../lib/gatehouse/bin/gatehouse "$root/usr/bin/gatehouse"

cp installer/systemd/* "$root/usr/lib/systemd/user/"
cp installer/desktop/gatehouse.desktop "$root/usr/share/applications/"
cp installer/desktop/gatehouse-autostart.desktop "$root/etc/xdg/autostart/gatehouse.desktop"
for icon in resources/icons/gatehouse-*.png; do
  size=${icon##*-}
  size=${size%.png}
  mkdir -p "$root/usr/share/icons/hicolor/${size}x$size/apps"
  cp "$icon" "$root/usr/share/icons/hicolor/${size}x$size/apps/gatehouse.png"
done
cp LICENSE "$root/usr/share/doc/gatehouse/copyright"
cp README.md "$root/usr/share/doc/gatehouse/"
gzip -9nc src/docs/CHANGELOG.md >"$root/usr/share/doc/gatehouse/changelog.gz"

cp installer/debian/postinst installer/debian/prerm installer/debian/postrm "$root/DEBIAN/"
echo /etc/xdg/autostart/gatehouse.desktop >"$root/DEBIAN/conffiles"
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$(du -sk --exclude=DEBIAN "$root" | cut -f1)/" \
  installer/debian/control.in >"$root/DEBIAN/control"
chmod -R go-w,a+rX "$root"
# Of a program that it may not read Linux lets nobody but root look into the memory, or change it by a debugger.
chmod 711 "$app/runtime/bin/java"
# Jars are compressed already: more effort makes it no smaller.
fakeroot dpkg-deb -Zxz -z1 --build "$root" "$work/gatehouse_${version}_$architecture.deb" >/dev/null
echo "$work/gatehouse_${version}_$architecture.deb"

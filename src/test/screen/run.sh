#!/bin/sh
# Runs a command on a desktop of its own: Xvfb, a session bus, openbox, xfce4-panel with a tray, xfce4-notifyd.
#   src/test/screen/run.sh COMMAND [ARGUMENT...]
# GATEHOUSE_SCREEN_DARK=1 gives the panel a dark theme. Everything started here ends with the command.
set -eu

if [ "${1:-}" = --inside ]; then
    shift
    home=$1
    shift
    openbox >"$home/openbox.log" 2>&1 &
    started=$!
    /usr/lib/*/xfce4/notifyd/xfce4-notifyd >"$home/notifyd.log" 2>&1 &
    started="$started $!"
    xfce4-panel --disable-wm-check >"$home/panel.log" 2>&1 &
    started="$started $!"
    trap 'kill $started 2>/dev/null || true' EXIT
    for name in org.kde.StatusNotifierWatcher org.freedesktop.Notifications; do
        left=100
        until dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus \
            org.freedesktop.DBus.NameHasOwner string:$name 2>/dev/null | grep -q 'boolean true'; do
            left=$((left - 1))
            if [ $left -eq 0 ]; then
                echo "$0: $name did not appear within 20 s; the logs:" >&2
                cat "$home"/*.log >&2
                exit 1
            fi
            sleep 0.2
        done
    done
    "$@"
    exit
fi

for program in Xvfb xvfb-run dbus-run-session openbox xfce4-panel; do
    command -v $program >/dev/null || {
        echo "$0: $program is missing: apt-get install xvfb openbox xfce4-panel xfce4-notifyd dbus dbus-x11" >&2
        exit 1
    }
done

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
panel=$home/config/xfce4/xfconf/xfce-perchannel-xml
mkdir -p "$panel" "$home/run"
chmod 700 "$home/run"
if [ "${GATEHOUSE_SCREEN_DARK:-}" = 1 ]; then dark=true; theme=Adwaita-dark; else dark=false; theme=Adwaita; fi
cat >"$panel/xfce4-panel.xml" <<XML
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="dark-mode" type="bool" value="$dark"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="30"/>
      <property name="icon-size" type="uint" value="22"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
        <value type="int" value="2"/>
        <value type="int" value="3"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray">
      <property name="icon-size" type="int" value="22"/>
      <property name="square-icons" type="bool" value="true"/>
    </property>
    <property name="plugin-3" type="string" value="clock"/>
  </property>
</channel>
XML
cat >"$panel/xsettings.xml" <<XML
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xsettings" version="1.0">
  <property name="Net" type="empty"><property name="ThemeName" type="string" value="$theme"/></property>
</channel>
XML
export XDG_CONFIG_HOME="$home/config" XDG_CACHE_HOME="$home/cache" XDG_DATA_HOME="$home/data" \
    XDG_RUNTIME_DIR="$home/run" NO_AT_BRIDGE=1
unset DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY
xvfb-run --auto-servernum --server-args="-screen 0 1400x900x24" \
    dbus-run-session -- "$0" --inside "$home" "$@"

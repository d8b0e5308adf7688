/// The D-Bus session bus, and the interfaces of the desktop's specifications in the shape that dbus-java reads by
/// reflection. Knows nothing of what is shown.
@NullMarked
package io.gatehouse.ui.bus;

import org.jspecify.annotations.NullMarked;

/// The icon in the desktop's tray: what it says (plain values, tested without a desktop) and who draws it. Nothing
/// that can be clicked here loosens anything: every program of the person's session can press a tray's buttons.
@NullMarked
package io.gatehouse.ui.tray;

import org.jspecify.annotations.NullMarked;

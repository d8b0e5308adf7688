/// The window: what agents wanted, what was decided and why. It is a process of its own and sees the daemon only
/// through its local API, handed to it as functions. Models know no toolkit but `javafx.base` and hold every
/// choice; views arrange and bind. The only package that uses JavaFX.
@NullMarked
package io.gatehouse.ui.window;

import org.jspecify.annotations.NullMarked;

/// What a person sees on the desktop. Here: the texts, and the daemon's half (tray and notices) as one thing to
/// start; it must not load JavaFX, which never gives its memory back.
@NullMarked
package io.gatehouse.ui;

import org.jspecify.annotations.NullMarked;

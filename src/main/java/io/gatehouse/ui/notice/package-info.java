/// Notices of denied calls: what they say and how they fold (plain values, tested without a desktop) and who shows
/// them. A notice tells and opens the window; it never answers a question, because any program of the person's
/// session can press its buttons.
@NullMarked
package io.gatehouse.ui.notice;

import org.jspecify.annotations.NullMarked;

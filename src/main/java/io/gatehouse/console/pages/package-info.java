/// The console's pages for people: HTML that works without any script, on what the desks of `console` offer. What a
/// role may see or do is decided here before a desk is asked.
@NullMarked
package io.gatehouse.console.pages;

import org.jspecify.annotations.NullMarked;

/// Everything that knows Cerbos: the HTTP client of its PDP, and what an organisation does with its policy files
/// before a PDP loads them (lint, build). Knows nothing of agents, of what a verdict rests on, or of storage.
@NullMarked
package io.gatehouse.cerbos;

import org.jspecify.annotations.NullMarked;

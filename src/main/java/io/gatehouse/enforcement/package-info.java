/// The enforcement point: a tool call in, a verdict out, the fact of it recorded before the answer. Everything it
/// needs
/// from the outside (analysis, PDP, cache, audit) is handed to it.
@NullMarked
package io.gatehouse.enforcement;

import org.jspecify.annotations.NullMarked;

/// Syntax trees of the languages that a line holds, by tree-sitter, copied out of native memory at once. Bounded by
/// nodes, depth and size, never by time. Knows nothing of what the trees mean.
@NullMarked
package io.gatehouse.command.syntax;

import org.jspecify.annotations.NullMarked;

/// One pure translator for each agent: the bytes of its hook to a [io.gatehouse.enforcement.ToolCall], a verdict
/// to the
/// bytes that it understands. No input or output, no policy.
@NullMarked
package io.gatehouse.agent;

import org.jspecify.annotations.NullMarked;

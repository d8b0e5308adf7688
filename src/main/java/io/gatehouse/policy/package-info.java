/// The question, the policy's answer and the port to whoever answers it. Knows nothing of agents, storage or
/// transport,
/// and imports nothing else of ours.
@NullMarked
package io.gatehouse.policy;

import org.jspecify.annotations.NullMarked;

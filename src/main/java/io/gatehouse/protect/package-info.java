/// The agents' own settings: puts Gatehouse's hook into them, takes it out again, and tells whether it would work.
/// Knows nothing of policy, nor of where token and port come from.
@NullMarked
package io.gatehouse.protect;

import org.jspecify.annotations.NullMarked;

/// The agents' endpoint: loopback HTTP in, a verdict out, whatever came in. Knows no policy and no agent's protocol.
@NullMarked
package io.gatehouse.hook;

import org.jspecify.annotations.NullMarked;

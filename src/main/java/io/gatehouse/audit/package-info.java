/// Evidence: what is kept of every enforcement, and the port to where it is kept.
@NullMarked
package io.gatehouse.audit;

import org.jspecify.annotations.NullMarked;

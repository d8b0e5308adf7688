/// Tells other systems, such as chat and tickets, what became of requests and grants.
@NullMarked
package io.gatehouse.console.webhook;

import org.jspecify.annotations.NullMarked;

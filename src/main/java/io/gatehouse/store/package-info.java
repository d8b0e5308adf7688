/// The daemon's memory: one SQLite database with the audit log and the decision cache. Implements the ports of
/// `audit` and `enforcement`, and knows nothing of agents, the PDP's protocol or screens. Nothing else uses SQL
/// here.
@NullMarked
package io.gatehouse.store;

import org.jspecify.annotations.NullMarked;

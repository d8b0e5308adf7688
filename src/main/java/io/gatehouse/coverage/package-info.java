/// What agents say that they ran, joined to what was decided: a tool that ran without a decision is found here. Nothing
/// of it makes or changes a decision.
@NullMarked
package io.gatehouse.coverage;

import org.jspecify.annotations.NullMarked;

/// Decides access requests without the PDP: the organisation's policies for one principal as conditions over the
/// attributes of a request, and their evaluation with exactly the PDP's meaning. Knows neither how plans are fetched
/// nor where they are kept.
@NullMarked
package io.gatehouse.policy.plan;

import org.jspecify.annotations.NullMarked;

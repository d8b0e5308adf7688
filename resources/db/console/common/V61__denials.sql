-- What the rollout counts: few of all rows.
CREATE INDEX enforcement_denied ON enforcement (id) WHERE verdict <> 'allow';

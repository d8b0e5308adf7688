-- A rule says what it asks a person; those that were kept asked nobody.
UPDATE decision SET rules = replace(replace(replace(rules,
    '"severity":"LOW"}', '"severity":"LOW","confirm":""}'),
    '"severity":"MEDIUM"}', '"severity":"MEDIUM","confirm":""}'),
    '"severity":"HIGH"}', '"severity":"HIGH","confirm":""}');
UPDATE exception_request SET request = replace(replace(replace(request,
    '"severity":"LOW"}', '"severity":"LOW","confirm":""}'),
    '"severity":"MEDIUM"}', '"severity":"MEDIUM","confirm":""}'),
    '"severity":"HIGH"}', '"severity":"HIGH","confirm":""}');

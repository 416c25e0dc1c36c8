-- Where all callbacks are sent now instead of their own addresses, as the sender was told at its start: LEMNIS_CALLBACK_TO.
-- Callbacks keep their own addresses. With no row they are sent there.
CREATE TABLE callback_redirect (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  endpoint TEXT NOT NULL,
  -- The URL without its query.
  address TEXT NOT NULL
) STRICT;

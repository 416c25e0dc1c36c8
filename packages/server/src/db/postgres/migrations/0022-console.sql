-- Browsers that are signed in to the console.
CREATE TABLE console_sessions (
  -- SHA-256 of what the cookie holds, hex.
  id TEXT COLLATE "C" PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('admin', 'reader')),
  -- SHA-256 of the token that opened it, hex: with another token it is over.
  token_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL,
  address TEXT NOT NULL
);

-- Links that sign a browser in, once.
CREATE TABLE console_links (
  -- SHA-256 of the code, hex.
  id TEXT COLLATE "C" PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('admin', 'reader')),
  expires_at BIGINT NOT NULL
);

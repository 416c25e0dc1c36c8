package com.auth0.jwt;

import com.auth0.jwt.algorithms.Algorithm;
import java.util.Date;

public final class JWTCreator {
    private JWTCreator() {}

    public static class Builder {
        public Builder withIssuer(String value) {
            return this;
        }

        public Builder withIssuedAt(Date value) {
            return this;
        }

        public Builder withExpiresAt(Date value) {
            return this;
        }

        public Builder withClaim(String name, String value) {
            return this;
        }

        public Builder withClaim(String name, Long value) {
            return this;
        }

        public Builder withClaim(String name, Integer value) {
            return this;
        }

        public String sign(Algorithm algorithm) {
            return "no-token";
        }
    }
}

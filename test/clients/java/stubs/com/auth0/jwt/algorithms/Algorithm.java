package com.auth0.jwt.algorithms;

public final class Algorithm {
    private Algorithm() {}

    public static Algorithm HMAC256(byte[] secret) {
        return new Algorithm();
    }
}

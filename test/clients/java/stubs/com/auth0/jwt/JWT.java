package com.auth0.jwt;

/** Stands for the library that two demos make their tokens with, so that they compile. */
public final class JWT {
    private JWT() {}

    public static JWTCreator.Builder create() {
        return new JWTCreator.Builder();
    }
}

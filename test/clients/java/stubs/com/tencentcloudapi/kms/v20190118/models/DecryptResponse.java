package com.tencentcloudapi.kms.v20190118.models;

public class DecryptResponse {
    public String getPlaintext() {
        throw new UnsupportedOperationException();
    }
}

package com.tencentcloudapi.common.exception;

public class TencentCloudSDKException extends Exception {
    public TencentCloudSDKException(String message) {
        super(message);
    }
}

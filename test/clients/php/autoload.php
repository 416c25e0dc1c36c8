<?php

// What composer would have written into vendor/autoload.php of a checkout of cos-php-sdk-v5: the SDK, Debian's Guzzle,
// and the packages of Guzzle that Debian lacks. COS_SDK and COS_SDK_DEPS name the directories.

require_once 'GuzzleHttp/autoload.php';

spl_autoload_register(function (string $class): void {
    $sdk = getenv('COS_SDK');
    $deps = getenv('COS_SDK_DEPS');
    $places = [
        'Qcloud\\Cos\\' => "$sdk/src/",
        'GuzzleHttp\\Command\\Guzzle\\' => "$deps/guzzle/guzzle-services/src/",
        'GuzzleHttp\\Command\\' => "$deps/guzzle/command/src/",
        'GuzzleHttp\\UriTemplate\\' => "$deps/guzzle/uri-template/src/",
    ];
    foreach ($places as $prefix => $directory) {
        if (!str_starts_with($class, $prefix)) continue;
        $file = $directory . str_replace('\\', '/', substr($class, strlen($prefix))) . '.php';
        if (is_file($file)) require_once $file;
        return;
    }
});

require_once getenv('COS_SDK') . '/src/Common.php';

// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Tests.Cardinality.Labelled;

/// <summary>Values that labels may well have, and of which many are nearly something else. One a line.</summary>
/// <remarks>Over 400 lines, because it is data: one list, in which a value must not stand twice.</remarks>
internal static class PlainValues
{
    public static IReadOnlyList<string> All { get; } =
        [.. $"{Versions}\n{Names}\n{Hosts}\n{Units}\n{Numbers}\n{Times}\n{Codes}\n{Routes}\n{Files}\n{Sql}\n{Sentences}\n{Technical}"
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.Ordinal)];

    private const string Versions =
        """
        1.2.3
        v1.2.3
        v0.153.0
        2.42.0
        1.2.3.4
        4.8.0.0
        8.0.100
        10.0.401
        10.0.19041.1
        9.0.0-rc.2.24474.1
        1.0.0-alpha+001
        1.21.5-alpine3.19
        3.0.0-SNAPSHOT
        jdk-17.0.2+8
        go1.25.3
        python-3.11.4
        node-v20.11.1
        php8.2-fpm
        nginx/1.27.2
        Mozilla/5.0
        curl/8.5.0
        Java/17.0.9
        grpc-java-netty/1.60.0
        okhttp/4.12.0
        postgresql-16.1
        mysql-8.0.35
        redis:7.2-alpine
        clickhouse-server:24.8
        ubuntu-22.04
        debian-12
        rhel-9.3
        Windows 11
        windows-2022
        macos-14
        net10.0
        net8.0
        netstandard2.1
        es2022
        c++20
        2024.1
        2024-11
        2024-11-20
        2023-10-16
        20241120
        R2024b
        25H2
        22H2
        PG16
        v2
        v1beta1
        v2alpha1
        apps/v1
        batch/v1
        rbac.authorization.k8s.io/v1
        autoscaling/v2
        1.x
        latest
        stable
        lts
        """;

    private const string Names =
        """
        prod
        production
        staging
        dev
        qa-2
        test1
        env-3
        eu-west-1
        us-east-1a
        ap-southeast-2
        europe-west4-b
        westeurope
        eastus2
        zone-a
        rack-17
        row12
        dc1
        fra02
        blue
        green
        canary
        checkout
        checkout-service
        payment_gateway
        user-profile-api
        OrderService
        GetUserById
        GetUserByIdV2Handler
        HttpClientHandler
        com.example.shop.CheckoutController
        io.opentelemetry.http
        Microsoft.AspNetCore.Hosting
        System.Net.Http
        org.springframework.web
        java.lang.NullPointerException
        ECONNREFUSED
        DeadlineExceeded
        UNAVAILABLE
        TimeoutException
        kafka-consumer-1
        worker-3
        thread-12
        pool-1-thread-4
        http-nio-8080-exec
        G1 Young Generation
        G1 Eden Space
        PS MarkSweep
        gen2
        loh
        heap
        Compressed Class Space
        CodeHeap 'profiled nmethods'
        orders
        orders.v1
        orders-dlq
        orders_2024
        payments-retry-3
        __consumer_offsets
        topic-0
        partition-11
        group-a
        primary
        replica-2
        shard-07
        slot-1
        queue.high
        batch
        p50
        p99
        p999
        0.99
        0.5
        facade
        decade
        deadbeef
        cafebabe
        feedface
        accede
        effaced
        defaced
        beefed
        added
        decade1
        ace2
        bead5
        dad
        cab
        fade
        babe42
        abc123
        abcdef
        abcdef12
        abcd1234
        a1b2c3d
        3f2a9c1
        7d9c6b8f5
        customer42
        alice
        Bob
        joe.doe
        @joe
        joe@localhost
        root@db01
        team-a@oncall
        git@github.com:org/repo
        logo@2x.png
        lodash@4.17.21
        @types/node@20.11.5
        image@sha256
        a@b
        user@host
        tier1
        level3
        gold
        silver
        free
        enterprise-plus
        B2B
        B2C
        A/B
        variant-b
        experiment_17
        feature.new-checkout
        mobile
        desktop
        ios
        android
        chrome
        firefox
        en-US
        de_DE
        pt-BR
        zh-Hans-CN
        EUR
        USD
        GB
        DE
        +49
        AS13335
        """;

    private const string Hosts =
        """
        localhost
        127.0.0.1
        127.0.0.1:9090
        0.0.0.0
        0.0.0.0:4317
        ::1
        ::
        [::1]:8888
        [::]:4318
        db01
        db01.internal
        web-3.example.com
        node-17.eu-west-1.compute.internal
        ip-host
        kafka-0.kafka.svc.cluster.local
        checkout.shop.svc.cluster.local
        checkout.shop.svc.cluster.local:8080
        api.example.com
        api.example.com:443
        cdn-eu.example.net
        db-primary:5432
        redis:6379
        localhost:4317
        clickhouse:9000
        *.example.com
        example.co.uk
        xn--bcher-kva.example
        server42
        SRV-APP-03
        DESKTOP-OFFICE
        gke-prod-pool-1
        aks-nodepool1
        i-host
        mx1.mail.example
        ns2
        std::string
        Abc::Def
        a::b
        Foo::Bar::baz
        """;

    private const string Units =
        """
        By
        By/s
        KiBy
        ms
        s
        1
        %
        {request}
        {event}/s
        {packet}/min
        1/s
        Cel
        m/s2
        kW.h
        count/min
        req/s
        MiB/s
        us
        ns
        bits/sec
        mmol/L
        km2
        kg.m/s2
        10*3/uL
        100ms
        250us
        5m
        1h30m
        24h
        10s
        300ms
        1.5s
        2GB
        512MiB
        64KB
        1e-3
        1e+06
        +Inf
        -Inf
        NaN
        0.005
        2.5
        10000
        """;

    private const string Numbers =
        """
        0
        1
        -1
        7
        42
        200
        404
        503
        1024
        4096
        8080
        65535
        65536
        100000
        131072
        262144
        1048576
        1000000
        2097152
        16777216
        67108864
        10000000
        33554432
        99999999
        12345678
        268435456
        536870912
        1073741824
        1000000000
        2147483647
        2147483648
        4294967295
        4294967296
        10000000000
        5000000000
        1000000000000
        9223372036854775807
        18446744073709551615
        12,500
        1_000_000
        12.5
        3.14159265
        -273.15
        1234.5678
        99.9
        0.000001
        1/2
        3:2
        16:9
        1920x1080
        640x480
        50-100
        100-200ms
        [0,10)
        (10,100]
        >=500
        5xx
        2xx
        10k
        1M
        90210
        10115
        SW1A 1AA
        1000-9999
        0x1F
        0xFF
        0x80004005
        0x0
        0x00000000
        #1
        No. 5
        1st
        2nd
        """;

    private const string Times =
        """
        2026-11-20
        2024-02-29
        2024/11/20
        20261120
        10:30
        10:30:15
        23:59
        12:00 PM
        Monday
        Mon
        November
        Nov 2026
        2026
        2026-W47
        2026-Q4
        Q4
        FY26
        H1-2026
        P1D
        PT5M
        UTC
        UTC+1
        Europe/Berlin
        America/New_York
        Etc/GMT+5
        GMT
        CET
        daily
        hourly
        0 5 * * *
        */15 * * * *
        @daily
        midnight
        2024-13-45T10:00:00
        2024-11-20T
        2024-11-20Tlate
        20241120-nightly
        nightly-2024-11-20
        """;

    private const string Codes =
        """
        GET
        POST
        HTTP/1.1
        HTTP/2.0
        h2
        h3
        TLSv1.3
        TLS_AES_128_GCM_SHA256
        ECDHE-RSA-AES128-GCM-SHA256
        AES-256-GCM
        SHA-256
        sha256
        sha512
        md5
        base64
        utf-8
        UTF-16LE
        iso-8859-1
        windows-1252
        x86_64
        amd64
        arm64
        armv7l
        i686
        aarch64
        gzip
        zstd
        lz4
        snappy
        identity
        br
        application/json
        application/json; charset=utf-8
        text/html
        text/plain
        application/x-protobuf
        multipart/form-data
        image/png
        video/mp4
        application/vnd.api+json
        grpc
        OK
        200 OK
        404 Not Found
        500 Internal Server Error
        ok
        error
        true
        false
        yes
        none
        null
        unknown
        N/A
        -
        _
        *
        E11000
        ORA-00001
        SQLSTATE 23505
        P0001
        42P01
        HTTP 502
        EADDRINUSE
        errno 111
        SIGTERM
        exit 137
        OOMKilled
        CrashLoopBackOff
        CVE-2024-3094
        RFC 7231
        ISO 8601
        IPv4
        IPv6
        eth0
        enp0s3
        wlan0
        lo
        sda1
        nvme0n1p1
        dm-0
        cpu0
        core 7
        tmpfs
        ext4
        overlay
        m5.large
        c6i.2xlarge
        e2-standard-4
        Standard_D4s_v5
        db.t3.micro
        n1-highmem-8
        """;

    private const string Routes =
        """
        /
        /health
        /healthz
        /metrics
        /ready
        /api
        /api/v1
        /api/v1/orders
        /api/v2beta1/users
        /v1/traces
        /v1/metrics
        /users/{id}
        /users/:id/orders
        /users/{userId}/orders/{orderId}
        /users/<int:id>
        /orders/[id]
        /products/search
        /products/featured
        /oauth2/token
        /oauth2/authorize
        /login
        /logout
        /settings/ipv4
        /admin/users
        /static/css/main.css
        /static/jquery-3.6.0.min.js
        /static/bootstrap-5.3.2.css
        /favicon.ico
        /robots.txt
        /index.html
        /.well-known/openid-configuration
        /graphql
        /ws
        /docs/utf-8
        /swagger/v1/swagger.json
        /grpc.health.v1.Health/Check
        /opentelemetry.proto.collector.trace.v1.TraceService/Export
        /checkout.v1.CheckoutService/PlaceOrder
        https://example.com/
        https://example.com/docs
        https://api.example.com/v2/orders
        http://localhost:8080/health
        amqp://broker/vhost
        ../relative/path
        ./run
        ~/config
        // comment
        /5 stars
        and/or
        origin/main
        feature/login
        shop/checkout
        a/b/c
        10/12
        """;

    private const string Files =
        """
        /etc/passwd
        /dev/sda1
        /dev/nvme0n1
        /dev/null
        /proc/meminfo
        /usr/bin/python3
        /usr/lib/x86_64-linux-gnu/libc.so.6
        /usr/lib/python3.11/site-packages
        /opt/java/jdk-17/bin/java
        /var/log/syslog
        /var/log/syslog.1
        /var/log/nginx/access.log
        /var/lib/docker
        /home
        /mnt/data1
        /mnt/disk-2
        /data
        /tmp
        /boot/efi
        /snap/core20
        /sys/fs/cgroup
        /run/user
        C:\Windows\System32
        C:\Program Files\dotnet
        D:\data
        \\fileserver\public
        access.log
        app.log.1
        report.pdf
        main.go
        index.js
        Dockerfile
        config.yaml
        libssl.so.3
        data.tar.gz
        photo-640x480.jpg
        """;

    private const string Sql =
        """
        SELECT
        INSERT
        UPDATE
        DELETE
        select option
        Select all
        insert coin
        update available
        Update profile
        update user settings
        delete user
        Delete from cart
        delete everything
        with milk
        with as few words
        call center
        call me (maybe
        execute order
        merge request
        replace battery
        explain this
        SELECT name FROM users
        SELECT count(*) FROM orders GROUP BY region
        SELECT a, b FROM t WHERE a = ? AND b = ?
        SELECT * FROM orders WHERE id = ?
        INSERT INTO t (a, b) VALUES (?)
        UPDATE t SET a = ? WHERE b = ?
        DELETE FROM sessions WHERE id = ?
        SELECT * FROM t WHERE id IN (?)
        BEGIN
        COMMIT
        ROLLBACK
        SET search_path
        SHOW TABLES
        CREATE TABLE orders
        findOne
        users.find
        HGETALL
        MGET
        db.orders.aggregate
        """;

    private const string Sentences =
        """
        connection refused
        could not connect to host
        no such file or directory
        invalid argument: must be positive
        permission denied
        the request was cancelled
        context deadline exceeded
        too many open files
        Order placed
        payment declined (insufficient funds)
        3 retries left
        2 of 5 done
        step 4
        Chapter 12
        Room 101
        Area 51
        top 10
        5 stars
        50% off
        $9.99
        a+b=c
        x > 5
        if a == b
        key=value
        a=1,b=2
        {"a":1}
        [1,2]
        <none>
        (unset)
        über
        東京
        naïve café
        Ωmega
        emoji 🎉
        hello, world!
        C#
        F#
        .NET
        node.js
        """;

    private const string Technical =
        """
        00-01
        a-b-c-d
        1-2-3-4
        12-34
        555-1234
        911
        0800
        ISBN
        port-8080
        tcp/443
        udp:53
        tcp://0.0.0.0:80
        vlan100
        bond0.100
        AS64512
        10GbE
        802.11ac
        4G
        5G
        USB 3.2
        DDR4-3200
        i7-9700K
        RTX 4090
        iPhone15,2
        SM-G991B
        Pixel 8 Pro
        WH-1000XM5
        SKU-12
        A4
        A-320
        B737-800
        LH400
        gpt-4
        llama-3.1-70b
        bge-small-en-v1.5
        text-embedding-3-large
        resnet50
        fp16
        int8
        f32
        k8s
        s3
        ec2
        i18n
        l10n
        a11y
        o11y
        OAuth2
        SAML2.0
        X.509
        PKCS12
        RS256
        HS512
        ES384
        Ed25519
        P-256
        secp256k1
        argon2id
        bcrypt
        crc32c
        xxh64
        murmur3
        fnv1a
        """;
}

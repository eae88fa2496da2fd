package io.vigil.delivery.push;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The Authorization header as a push service checks it (RFC 8292, 3; RFC 7515). */
record VapidToken(String key, boolean isSigned, String algorithm, String audience, Instant expiry, String subject) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern HEADER = Pattern.compile("vapid t=([\\w-]+)\\.([\\w-]+)\\.([\\w-]+), ?k=([\\w-]+)");

    static VapidToken of(String authorization) {
        Matcher parts = HEADER.matcher(authorization);
        if (!parts.matches()) {
            throw new IllegalArgumentException(authorization);
        }
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(P256.publicKey(P256.bytes(parts.group(4))));
            signature.update((parts.group(1) + "." + parts.group(2)).getBytes(US_ASCII));
            JsonNode claims = JSON.readTree(new String(P256.bytes(parts.group(2)), US_ASCII));
            return new VapidToken(parts.group(4), signature.verify(P256.bytes(parts.group(3))),
                    JSON.readTree(new String(P256.bytes(parts.group(1)), US_ASCII)).path("alg").asText(),
                    claims.path("aud").asText(), Instant.ofEpochSecond(claims.path("exp").asLong()),
                    claims.path("sub").asText());
        } catch (GeneralSecurityException | JsonProcessingException e) {
            throw new IllegalArgumentException(authorization, e);
        }
    }
}

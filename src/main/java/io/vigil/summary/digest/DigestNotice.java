package io.vigil.summary.digest;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import io.vigil.delivery.Message;
import io.vigil.delivery.Message.Subject;
import io.vigil.summary.DigestKey;
import io.vigil.summary.Draft;

/** A digest as people are told it. One that is written anew is told as a refinement. */
final class DigestNotice {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu", Locale.ENGLISH);

    private DigestNotice() {
    }

    /** Under what it is told. */
    static String key(DigestKey digest) {
        return "digest:" + digest.type() + ":" + digest.period();
    }

    static Message of(DigestKey digest, UUID id, Draft draft) {
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("digest_id", id.toString());
        extra.put("digest_type", digest.type());
        extra.put("period", digest.period());
        extra.put("event_count", draft.counts().events());
        return new Message(Subject.DIGEST, null, null, null, null, draft.wanted().to(), title(digest, draft), draft.text(),
                !draft.isStatistical(), extra);
    }

    private static String title(DigestKey digest, Draft draft) {
        if (digest.type().equals(DigestType.WEEKLY.word())) {
            return "Digest of week " + digest.period();
        }
        if (digest.type().equals(DigestType.DAILY.word())) {
            return "Digest of " + DAY.format(LocalDate.parse(digest.period()));
        }
        return "Digest of " + DAY.format(LocalDate.ofInstant(draft.wanted().from(), draft.wanted().zone())) + ", so far";
    }
}

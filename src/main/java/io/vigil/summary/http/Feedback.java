package io.vigil.summary.http;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.vigil.web.ProblemException;

/** What the household thinks of a summary; there is one opinion at most. For use inside a session. */
@Entity
@Table(name = "summary_feedback")
class Feedback extends PanacheEntityBase {

    @Id
    public UUID id;
    public UUID summaryId;
    /** {@code positive} or {@code negative}. */
    public String rating;
    /** What it should have said, or null. */
    public String correctionText;
    public Instant createdAt;
    /** Null if never. */
    public Instant updatedAt;

    /** That on this summary, if there is any. */
    static Optional<Feedback> on(UUID summaryId) {
        return Feedback.<Feedback> find("summaryId", summaryId).firstResultOptional();
    }

    /** The same, or a 404. */
    static Feedback existing(UUID summaryId) {
        return on(summaryId).orElseThrow(() -> ProblemException.notFound("feedback on summary", summaryId));
    }
}

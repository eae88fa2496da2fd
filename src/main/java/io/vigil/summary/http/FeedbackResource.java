package io.vigil.summary.http;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;

import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

import io.vigil.session.RequestSession;
import io.vigil.summary.Summary;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** What the household thinks of a summary. */
@Path("/api/v1/summaries/{id}/feedback")
public class FeedbackResource {

    private static final String RATINGS = "positive|negative";
    private static final String RATING_WANTED = "must be one of positive, negative";
    private static final String ONCE = "summary_feedback_once";
    private static final int LONGEST = 500;
    /** PostgreSQL's text has no such character. */
    private static final String NO_NUL = "[^\\x00]*";

    private final Clock clock;

    FeedbackResource(Clock clock) {
        this.clock = clock;
    }

    /** An opinion. */
    record NewFeedback(@NotNull @Pattern(regexp = RATINGS, message = RATING_WANTED) String rating,
            @Size(max = LONGEST) @Pattern(regexp = NO_NUL, message = "must be text") String correctionText) {
    }

    /**
     * Another opinion; what is null stays as it was.
     *
     * @param correctionText empty for none any more
     */
    record ChangedFeedback(@Pattern(regexp = RATINGS, message = RATING_WANTED) String rating,
            @Size(max = LONGEST) @Pattern(regexp = NO_NUL, message = "must be text") String correctionText) {
    }

    /** An opinion as clients get it. */
    record FeedbackView(UUID id, UUID summaryId, String rating, String correctionText, Instant createdAt, Instant updatedAt) {

        static FeedbackView of(Feedback feedback) {
            return new FeedbackView(feedback.id, feedback.summaryId, feedback.rating, feedback.correctionText,
                    feedback.createdAt, feedback.updatedAt);
        }
    }

    /** The opinion; 404 if there is none. */
    @GET
    @RolesAllowed({ Roles.USER, Roles.READ_EVENTS })
    @RequestSession(value = "summary.get-feedback", readOnly = true)
    public FeedbackView get(@RestPath UUID id) {
        return FeedbackView.of(Feedback.existing(id));
    }

    /** Says what the household thinks, for the first time; 409 if it has. */
    @POST
    @ResponseStatus(201)
    @RolesAllowed(Roles.USER)
    @RequestSession("summary.add-feedback")
    public FeedbackView add(@RestPath UUID id, @NotNull @Valid NewFeedback wanted) {
        Summary.existing(id);
        if (Feedback.on(id).isPresent()) {
            throw taken(id);
        }
        Feedback feedback = new Feedback();
        feedback.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        feedback.summaryId = id;
        feedback.rating = wanted.rating();
        feedback.correctionText = orNull(wanted.correctionText());
        feedback.createdAt = clock.instant();
        try {
            feedback.persistAndFlush();
        } catch (ConstraintViolationException e) {
            // Somebody else was quicker, with feedback or in removing what it is on.
            throw ONCE.equals(e.getConstraintName()) ? taken(id) : ProblemException.notFound("summary", id);
        }
        return FeedbackView.of(feedback);
    }

    /** Changes it. */
    @PUT
    @RolesAllowed(Roles.USER)
    @RequestSession("summary.change-feedback")
    public FeedbackView change(@RestPath UUID id, @NotNull @Valid ChangedFeedback wanted) {
        Feedback feedback = Feedback.existing(id);
        if (wanted.rating() != null) {
            feedback.rating = wanted.rating();
        }
        if (wanted.correctionText() != null) {
            feedback.correctionText = orNull(wanted.correctionText());
        }
        feedback.updatedAt = clock.instant();
        return FeedbackView.of(feedback);
    }

    /** Takes it back. */
    @DELETE
    @RolesAllowed(Roles.USER)
    @RequestSession("summary.remove-feedback")
    public void remove(@RestPath UUID id) {
        Feedback.existing(id).delete();
    }

    private static ProblemException taken(UUID id) {
        return ProblemException.conflict("There is feedback on summary " + id + " already");
    }

    private static String orNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}

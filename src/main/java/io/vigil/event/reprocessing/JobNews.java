package io.vigil.event.reprocessing;

import java.time.Duration;
import java.util.UUID;

import io.vigil.web.live.LiveSink;

/**
 * How a job goes, as clients that are connected now are told. What the contract calls matched is described here: nobody is
 * recognised, and there are no embeddings.
 */
public final class JobNews {

    private static final double MILLIS = 1000;

    private JobNews() {
    }

    private record Progress(UUID jobId, long processed, long total, long matched, long embeddingsGenerated, long errors,
            double percentComplete) {
    }

    private record Complete(UUID jobId, String status, long totalProcessed, long totalMatched, long embeddingsGenerated,
            long totalErrors, double durationSeconds, String errorMessage) {
    }

    /** Tells how far it is, or how it ended, once the session that is open has committed. */
    public static void tell(LiveSink live, JobView job) {
        if (job.completedAt() == null) {
            live.tell("reprocessing_progress", new Progress(job.jobId(), job.processed(), job.totalEvents(), job.described(), 0,
                    job.errors(), job.percentComplete()));
        } else {
            live.tell("reprocessing_complete", new Complete(job.jobId(), job.status(), job.processed(), job.described(), 0,
                    job.errors(), Duration.between(job.startedAt(), job.completedAt()).toMillis() / MILLIS,
                    job.errorMessage()));
        }
    }
}

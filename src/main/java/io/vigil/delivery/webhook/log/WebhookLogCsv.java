package io.vigil.delivery.webhook.log;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.vigil.web.Times;

/** The log of posts as CSV (RFC 4180). */
final class WebhookLogCsv {

    private static final String LINE_END = "\r\n";
    /** The first line. */
    static final String HEADER = "ID,Timestamp,Rule ID,Rule Name,Event ID,URL,Status Code,Response Time (ms),Retry Count,"
            + "Success,Error Message" + LINE_END;
    /** What would make a spreadsheet take a text for a formula, in either width. */
    private static final Pattern FORMULA = Pattern.compile("(?s)[=+\\-@\\t\\r\\n\uff1d\uff0b\uff0d\uff20].*");
    private static final Pattern TO_BE_QUOTED = Pattern.compile("(?s).*[\",\\r\\n].*");

    private WebhookLogCsv() {
    }

    /** The rows as lines. */
    static String lines(List<WebhookLogView> rows) {
        return rows.stream().map(WebhookLogCsv::line).collect(Collectors.joining());
    }

    private static String line(WebhookLogView row) {
        return Stream.of(row.id(), Times.format(row.createdAt()), row.alertRuleId(), row.ruleName(), row.eventId(), row.url(),
                row.statusCode(), row.responseTimeMs(), row.retryCount(), row.success() ? "Yes" : "No", row.errorMessage())
                .map(WebhookLogCsv::cell).collect(Collectors.joining(",", "", LINE_END));
    }

    private static String cell(Object value) {
        String text = value == null ? "" : value.toString();
        if (FORMULA.matcher(text).matches()) {
            text = "'" + text;
        }
        return TO_BE_QUOTED.matcher(text).matches() ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}

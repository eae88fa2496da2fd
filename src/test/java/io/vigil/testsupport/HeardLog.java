package io.vigil.testsupport;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What one class of the application, or everybody, logs while the test listens. */
public final class HeardLog extends Handler implements AutoCloseable {

    private final Logger logger;
    private final List<LogRecord> records = Collections.synchronizedList(new ArrayList<>());

    private HeardLog(Logger logger) {
        this.logger = logger;
    }

    /** Listens until it is closed. */
    public static HeardLog of(Class<?> type) {
        HeardLog log = new HeardLog(Logger.getLogger(type.getName()));
        log.logger.addHandler(log);
        return log;
    }

    /** Listens to everybody until it is closed. */
    public static HeardLog ofAll() {
        HeardLog log = new HeardLog(Logger.getLogger(""));
        log.logger.addHandler(log);
        return log;
    }

    /** Names of those who said something of this weight or more. */
    public List<String> speakers(Level least) {
        synchronized (records) {
            return records.stream().filter(said -> said.getLevel().intValue() >= least.intValue())
                    .map(said -> String.valueOf(said.getLoggerName())).distinct().toList();
        }
    }

    /** What was said that has this in it, as said. */
    public List<LogRecord> saying(String part) {
        synchronized (records) {
            return records.stream().filter(said -> text(said).contains(part)).toList();
        }
    }

    /** The words of a record, its parameters filled in. */
    public static String text(LogRecord said) {
        Object[] parameters = said.getParameters();
        return parameters == null || parameters.length == 0 ? said.getMessage() : said.getMessage().formatted(parameters);
    }

    @Override
    public void publish(LogRecord said) {
        records.add(said);
    }

    @Override
    public void flush() {
        // Nothing is kept back.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}

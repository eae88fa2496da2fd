package io.vigil.web.forms;

import java.io.File;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.core.multipart.FormDataParser;
import org.jboss.resteasy.reactive.server.core.multipart.MultiPartParserDefinition;

import io.quarkus.runtime.configuration.MemorySize;
import io.vigil.web.ProblemException;

/**
 * The framework reads the files of forms onto the media disk, from where keeping them is a rename. While that disk is full they
 * are read to another one instead, so that what the form says is stored, even if its files cannot be.
 * <p>
 * Made with the first request: filters are made before the configuration is there.
 */
@ApplicationScoped
class FormOverflow {

    /** More than the framework writes beside the files. */
    private static final long MARGIN = 1L << 20;
    /** A form beyond this is a backup, for which events are not to lose their media. */
    private static final long LARGE = 64L << 20;

    private final File uploads;
    private final FormsConfig config;
    private final long left;
    private final long longestField;
    private final ScheduledExecutorService workers;
    private final AtomicLong taken = new AtomicLong();

    FormOverflow(@ConfigProperty(name = "quarkus.http.body.uploads-directory") Path uploads, FormsConfig config,
            @ConfigProperty(name = "vigil.media.reserve") MemorySize reserve,
            @ConfigProperty(name = "quarkus.http.limits.max-form-attribute-size") MemorySize longestField,
            ScheduledExecutorService workers) {
        this.uploads = uploads.toAbsolutePath().toFile();
        this.config = config;
        this.left = MediaDisk.leave(reserve.asLongValue());
        this.longestField = longestField.asLongValue();
        this.workers = workers;
    }

    /**
     * Reads the form where there is room for it, in the framework's stead; nothing happens where it can do so itself. By now
     * the caller is known to be allowed what he asks for. One that does not tell its length is the framework's.
     *
     * @throws ProblemException 507 if there is room nowhere
     */
    @ServerRequestFilter
    void read(ContainerRequestContext request) throws Exception {
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if (!isForm(request) || length == null || hasRoomForMedia(Long.parseLong(length))) {
            return;
        }
        ResteasyReactiveRequestContext exchange = CurrentRequestManager.get();
        take(exchange, Long.parseLong(length));
        FormDataParser parser = new MultiPartParserDefinition(() -> workers, config.overflowDirectory().toAbsolutePath())
                .setMaxAttributeSize(longestField).create(exchange, files(exchange));
        if (parser != null) {
            parser.parseBlocking();
        }
    }

    private static boolean isForm(ContainerRequestContext request) {
        String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
        return type != null && type.startsWith(MultiPartParserDefinition.MULTIPART_FORM_DATA);
    }

    private void take(ResteasyReactiveRequestContext exchange, long bytes) {
        boolean fits = taken.addAndGet(bytes) <= config.overflow().asLongValue();
        // Its files go when it ends.
        exchange.registerCompletionCallback(failure -> taken.addAndGet(-bytes));
        if (!fits || !hasRoom(config.overflowDirectory().toAbsolutePath().toFile(), bytes)) {
            throw ProblemException.noSpace("There is no room on the disk for what is sent");
        }
    }

    private boolean hasRoomForMedia(long bytes) {
        return hasRoom(uploads, bytes > LARGE ? bytes + left : bytes);
    }

    /** A folder that is not there yet will be on the disk of the one above it. */
    private static boolean hasRoom(File folder, long bytes) {
        File there = folder;
        while (!there.exists() && there.getParentFile() != null) {
            there = there.getParentFile();
        }
        return there.getUsableSpace() - MARGIN >= bytes;
    }

    /** Those parts that are files even if they do not say how the file is called. */
    private static Set<String> files(ResteasyReactiveRequestContext exchange) {
        return Arrays.stream(exchange.getTarget().getLazyMethod().getMethod().getParameters())
                .filter(parameter -> parameter.getType() == FileUpload.class).map(FormOverflow::name)
                .collect(Collectors.toSet());
    }

    private static String name(Parameter parameter) {
        RestForm told = parameter.getAnnotation(RestForm.class);
        return told == null || told.value().isEmpty() ? parameter.getName() : told.value();
    }
}

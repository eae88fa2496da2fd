package io.vigil.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.smallrye.config.ConfigMappings;
import io.vigil.access.AccessConfig;
import io.vigil.ai.AiConfig;
import io.vigil.delivery.DeliveryConfig;
import io.vigil.delivery.live.LiveConfig;
import io.vigil.delivery.mail.MailConfig;
import io.vigil.delivery.push.PushConfig;
import io.vigil.delivery.targets.TargetConfig;
import io.vigil.delivery.webhook.WebhookConfig;
import io.vigil.event.EventConfig;
import io.vigil.media.MediaConfig;
import io.vigil.protect.ProtectConfig;
import io.vigil.session.internal.SessionConfig;
import io.vigil.settings.DataConfig;
import io.vigil.summary.SummaryConfig;
import io.vigil.summary.digest.DigestConfig;
import io.vigil.system.backup.BackupConfig;
import io.vigil.web.forms.FormsConfig;

/** The table of settings in docs/OPERATING.md is complete, and lists nothing that is not there. */
class ConfigTableTest {

    private static final Map<String, Class<?>> MAPPINGS = Map.ofEntries(Map.entry("vigil.access", AccessConfig.class),
            Map.entry("vigil.ai", AiConfig.class), Map.entry("vigil.events", EventConfig.class),
            Map.entry("vigil.media", MediaConfig.class), Map.entry("vigil.session", SessionConfig.class),
            Map.entry("vigil.data", DataConfig.class), Map.entry("vigil.protect", ProtectConfig.class),
            Map.entry("vigil.delivery", DeliveryConfig.class), Map.entry("vigil.delivery.push", PushConfig.class),
            Map.entry("vigil.delivery.targets", TargetConfig.class), Map.entry("vigil.delivery.mail", MailConfig.class),
            Map.entry("vigil.delivery.webhook", WebhookConfig.class), Map.entry("vigil.delivery.live", LiveConfig.class),
            Map.entry("vigil.summary", SummaryConfig.class),
            Map.entry("vigil.summary.digest", DigestConfig.class),
            Map.entry("vigil.backup", BackupConfig.class), Map.entry("vigil.forms", FormsConfig.class));

    @Test
    void lists_every_setting_of_ours() throws IOException {
        Set<String> documented = Files.readAllLines(Path.of("docs/OPERATING.md")).stream()
                .filter(line -> line.startsWith("| `vigil.")).map(line -> line.split("`")[1])
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> mapped = new TreeSet<>(Set.of("vigil.secret-key", "vigil.secret-key-previous"));
        MAPPINGS.forEach((prefix, type) -> mapped.addAll(ConfigMappings.getProperties(
                ConfigMappings.ConfigClass.configClass(type, prefix)).keySet()));
        // The other way to write a list.
        mapped.removeIf(name -> name.endsWith("[*]"));
        assertThat(documented).isEqualTo(mapped);
    }
}

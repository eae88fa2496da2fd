package io.vigil.delivery.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.vigil.delivery.targets.Targets.Judged;

/** Judges only; nothing is connected to. */
class TargetsTest {

    /** Or what is judged would depend on the machine that tests. */
    private static final HomeNetwork NO_HOME = home();

    private final ScriptedNames names = new ScriptedNames();

    @ParameterizedTest
    @FieldSource("io.vigil.delivery.targets.Forms#NOT_THE_INTERNET")
    void refuses_every_form_of_what_is_not_the_internet(String host) {
        assertThat(judged("https://" + host + "/push")).isInstanceOf(Judged.Refused.class);
        assertThat(judged("http://" + host + ":8080/")).isInstanceOf(Judged.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "ftp://8.8.8.8/", "file:///etc/passwd", "gopher://8.8.8.8/", "//8.8.8.8/", "8.8.8.8", "",
            "https:8.8.8.8", "https:///", "https://:443/", "https://8.8.8.8:0/", "https://8.8.8.8:65536/",
            "unix:/var/run/docker.sock", "jar:http://8.8.8.8/a!/b", "https://a_b.example/" })
    void refuses_what_is_no_address_of_the_web(String address) {
        assertThat(judged(address)).isInstanceOf(Judged.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "11.0.0.0",
            "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "223.255.255.255", "[2606:4700:4700::1111]",
            "[::ffff:8.8.8.8]", "[64:ff9b::808:808]" })
    void lets_the_internet_through(String host) {
        assertThat(judged("https://" + host + "/push")).isInstanceOf(Judged.Good.class);
    }

    @ParameterizedTest
    @CsvSource({ "127.0.0.1,", "8.8.8.8,127.0.0.1", "8.8.8.8,10.1.2.3", "::1,8.8.8.8", "2606:4700:4700::1111,fd00::1",
            "::ffff:127.0.0.1,", "169.254.169.254,", "0.0.0.0," })
    void judges_all_that_a_name_leads_to(String first, String second) {
        if (second == null) {
            names.then("there.example", first);
        } else {
            names.then("there.example", first, second);
        }

        assertThat(judged("https://there.example/")).isInstanceOf(Judged.Refused.class);
    }

    @Test
    void connects_to_what_it_judged() {
        names.then("push.example", "8.8.8.8", "1.1.1.1").then("push.example", "127.0.0.1");

        Judged judged = judged("https://push.example/");

        Judged.Good good = (Judged.Good) judged;
        assertThat(good.address().getHostAddress()).isEqualTo("8.8.8.8");
        assertThat(good.addresses()).extracting(InetAddress::getHostAddress).containsExactly("8.8.8.8", "1.1.1.1");
        assertThat(names.asked()).isEqualTo(1);
    }

    @Test
    void a_name_that_leads_nowhere_may_later() {
        assertThat(judged("https://nowhere.invalid/")).isInstanceOf(Judged.Unknown.class);
    }

    @Test
    void lets_through_what_the_household_allows() {
        names.then("gotify.lan", "192.168.1.5").then("other.lan", "192.168.1.6");
        String[] allowed = { "Gotify.lan.", "10.0.0.0/24", "192.168.7.7", "fd12::/16" };

        assertThat(judged("http://gotify.lan/", allowed)).isInstanceOf(Judged.Good.class);
        assertThat(judged("http://GOTIFY.LAN./", allowed)).isInstanceOf(Judged.Good.class);
        assertThat(judged("http://10.0.0.255/", allowed)).isInstanceOf(Judged.Good.class);
        assertThat(judged("http://192.168.7.7:8080/", allowed)).isInstanceOf(Judged.Good.class);
        assertThat(judged("http://[fd12:1::1]/", allowed)).isInstanceOf(Judged.Good.class);
        assertThat(judged("http://other.lan/", allowed)).isInstanceOf(Judged.Refused.class);
        assertThat(judged("http://192.168.1.5/", allowed)).isInstanceOf(Judged.Refused.class);
        assertThat(judged("http://10.0.1.0/", allowed)).isInstanceOf(Judged.Refused.class);
        assertThat(judged("http://[fd13::1]/", allowed)).isInstanceOf(Judged.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "10.0.0.0/33", "10.0.0/8", "10.0.0.0/-1", "10.0.0.0/x", "/8", "::1/129", "1.2.3.4.5",
            "gotify.lan:", "gotify.lan:0",
            "gotify.lan:65536", "gotify.lan:http", "[fd00::1", "[gotify.lan]:80", "10.0.0.1:80:80" })
    void says_at_start_what_it_cannot_read_of_the_configuration(String entry) {
        Allowing config = new Allowing(entry);

        assertThatThrownBy(() -> new TargetRules(config, NO_HOME)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vigil.delivery.targets.allowed").hasMessageContaining(entry);
    }

    @ParameterizedTest
    @ValueSource(strings = { "93.184.216.7", "[::ffff:93.184.216.7]", "[64:ff9b::5db8:d807]", "[2606:4700:1::9]" })
    void who_is_in_a_network_of_this_machine_is_of_the_household(String host) {
        HomeNetwork home = home(AddressRange.of("93.184.216.34/24"), AddressRange.of("2606:4700:1:0:1:2:3:4/64"));

        assertThat(judged("https://" + host + "/", home, new Allowing())).isInstanceOf(Judged.Refused.class);
        assertThat(judged("https://" + host + "/", home, new Allowing("93.184.216.0/24", "[2606:4700:1::9]", "64:ff9b::/96")))
                .isInstanceOf(Judged.Good.class);
        assertThat(judged("https://93.184.217.7/", home, new Allowing())).isInstanceOf(Judged.Good.class);
        assertThat(judged("https://[2606:4700:1:1::9]/", home, new Allowing())).isInstanceOf(Judged.Good.class);
    }

    @ParameterizedTest
    @CsvSource({ "http://8.8.8.8/,true", "https://8.8.8.8/,true", "http://8.8.8.8:443/,true", "http://8.8.8.8:8080/,true",
            "https://8.8.8.8:8443/,true", "https://8.8.8.8:22/,false", "http://8.8.8.8:25/,false", "http://8.8.8.8:6379/,false",
            "https://8.8.8.8:65535/,false" })
    void posts_to_the_ports_of_the_web(String address, boolean isGood) {
        assertThat(judged(address)).isInstanceOf(isGood ? Judged.Good.class : Judged.Refused.class);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            gotify.lan:8088, http://gotify.lan:8088/, true
            gotify.lan:8088, http://gotify.lan/, false
            gotify.lan, http://gotify.lan/, true
            gotify.lan, http://gotify.lan:8088/, false
            gotify.lan:*, http://gotify.lan:1/, true
            gotify.lan:*, http://192.168.1.5:1/, false
            192.168.1.5:8088, http://gotify.lan:8088/, true
            192.168.1.0/24:8088, http://192.168.1.5:8088/, true
            192.168.1.0/24:8088, http://192.168.1.5:8089/, false
            [fd00::5]:8088, http://[fd00::5]:8088/, true
            [fd00::5]:8088, http://[fd00::5]:8080/, false
            [fd00::/64]:8088, http://[fd00::5]:8088/, true
            [fd00::5], http://[fd00::5]:8080/, true
            fd00::5, http://[fd00::5]:8080/, true
            fd00::5, http://[fd00::5]:8088/, false
            8.8.8.8:9000, https://8.8.8.8:9000/, true
            8.8.8.8:9000, https://8.8.8.8/, true
            8.8.8.8:9000, https://8.8.4.4:9000/, false
            """)
    void opens_a_port_where_the_household_says_so(String allowed, String address, boolean isGood) {
        names.then("gotify.lan", "192.168.1.5");

        assertThat(judged(address, allowed)).isInstanceOf(isGood ? Judged.Good.class : Judged.Refused.class);
    }

    @Test
    void says_what_is_wrong_the_network_or_the_port() {
        assertThat(((Judged.Refused) judged("http://10.0.0.1:8088/")).reason()).contains("network", "targets.allowed");
        assertThat(((Judged.Refused) judged("http://8.8.8.8:8088/")).reason()).contains("port", "targets.ports");
        assertThat(((Judged.Refused) judged("http://10.0.0.1:8088/", "10.0.0.1")).reason()).contains("port");
        assertThat(judged("http://8.8.8.8:8088/", NO_HOME, new Allowing().withPorts(8088))).isInstanceOf(Judged.Good.class);
        assertThat(judged("http://8.8.8.8/", NO_HOME, new Allowing().withPorts(8088))).isInstanceOf(Judged.Refused.class);
    }

    @Test
    void reads_the_lists_as_people_write_them() {
        TargetConfig config = new SmallRyeConfigBuilder().withMapping(TargetConfig.class).addDiscoveredConverters()
                .withDefaultValue("vigil.delivery.targets.allowed", " gotify.lan , , 10.0.0.0/24 ,,\t[fd00::5]:8088 ")
                .withDefaultValue("vigil.delivery.targets.ports", "80, 443 ,8080").build().getConfigMapping(TargetConfig.class);
        names.then("gotify.lan", "192.168.1.5");

        for (String good : List.of("http://gotify.lan/", "http://10.0.0.7:8080/", "http://[fd00::5]:8088/",
                "https://8.8.8.8/")) {
            assertThat(judged(good, NO_HOME, config)).as(good).isInstanceOf(Judged.Good.class);
        }
        for (String bad : List.of("http://10.0.1.7/", "http://192.168.1.5/", "https://8.8.8.8:8443/")) {
            assertThat(judged(bad, NO_HOME, config)).as(bad).isInstanceOf(Judged.Refused.class);
        }
    }

    private Judged judged(String address, String... allowed) {
        return judged(address, NO_HOME, new Allowing(allowed));
    }

    private Judged judged(String address, HomeNetwork home, TargetConfig config) {
        return new Targets(names, new TargetRules(config, home)).judge(URI.create(address)).result();
    }

    private static HomeNetwork home(AddressRange... ranges) {
        return new HomeNetwork(() -> List.of(ranges), Clock.systemUTC());
    }
}

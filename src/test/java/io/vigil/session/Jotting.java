package io.vigil.session;

import java.time.Instant;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** An entity of the tests, on a table that is there anyway. */
@Entity
@Table(name = "setting")
public class Jotting extends PanacheEntityBase {

    @Id
    public String key;
    public String value;
    public Instant updatedAt;

    public static Jotting of(String key, String value) {
        Jotting jotting = new Jotting();
        jotting.key = key;
        jotting.value = value;
        jotting.updatedAt = Instant.EPOCH;
        return jotting;
    }
}

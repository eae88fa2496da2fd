-- What a camera wants of the models, where it differs from the household: io.vigil.camera.CameraFields.
alter table camera
    add column ai_provider text
        constraint camera_ai_provider_check check (ai_provider in ('openai', 'grok', 'claude', 'gemini')),
    add column ai_prompt text constraint camera_ai_prompt_check check (char_length(ai_prompt) <= 2000);

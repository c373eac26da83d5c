"""What was asked for says when it may be asked for again; rows from before are due at once."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("live", "0001_prices_history_and_facts")]

    operations = [migrations.RenameField(model_name="gathered", old_name="at", new_name="not_before")]

from django.db import migrations, models

# Well-known tickers that ship with the catalogue; an admin changes them.
READY = (
    ("Largest companies", "NVDA AAPL MSFT GOOGL AMZN META TSLA BRK-B"),
    ("Household names", "KO MCD NKE DIS WMT COST PG JNJ"),
    ("Index funds", "SPY QQQ DIA IWM VTI VXUS BND GLD"),
)


def add_ready_lists(apps, schema_editor):
    ready_list = apps.get_model("tickers", "ReadyList")
    for place, (name, symbols) in enumerate(READY):
        ready_list.objects.create(name=name, symbols=symbols, place=place)


class Migration(migrations.Migration):
    dependencies = [("tickers", "0001_the_catalogue")]

    operations = [
        migrations.CreateModel(
            name="ReadyList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True)),
                ("symbols", models.CharField(help_text="At most 8, with spaces between: AAPL MSFT NVDA", max_length=200)),
                ("place", models.PositiveSmallIntegerField(default=0, help_text="The smallest is offered first.")),
            ],
            options={"ordering": ("place", "name")},
        ),
        migrations.RunPython(add_ready_lists, migrations.RunPython.noop),
    ]
